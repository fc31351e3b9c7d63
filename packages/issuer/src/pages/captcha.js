// Loads what draws the puzzle. Only the page that shows one may: its policy names the provider.
const script = document.createElement('script');
script.src = document.querySelector('[data-script]').dataset.script;
script.async = true;
document.head.append(script);
