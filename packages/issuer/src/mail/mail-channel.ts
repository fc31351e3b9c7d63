/** Tells the issuers that there is a mail to send. */
export const mailChannel = 'sallyport_mails';
