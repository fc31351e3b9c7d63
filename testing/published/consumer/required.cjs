const { can } = require('@sallyport/guard');
const { createLinksClient } = require('@sallyport/client');

console.log(typeof can, typeof createLinksClient);
