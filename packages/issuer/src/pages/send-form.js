// Sends the form of a page that has nothing to ask.
document.querySelector('form[data-send]').submit();
