// Shows what was typed into a password field, as long as its button is pressed.
for (const button of document.querySelectorAll('.reveal')) {
  const field = document.getElementById(button.getAttribute('aria-controls'));
  const show = (shown) => {
    field.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    show(field.type === 'password');
    field.focus();
  });
  // Sent as a password, so that browsers offer to keep it and never complete it as a text.
  field.form.addEventListener('submit', () => show(false));
}
