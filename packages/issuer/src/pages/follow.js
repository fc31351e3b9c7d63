// The person may have signed in in another tab. When this one is looked at again, it asks whether its
// page leads on by now, and goes on by itself.
document.addEventListener('visibilitychange', async () => {
  if (document.visibilityState !== 'visible') return;
  const answer = await fetch(location.href, { redirect: 'manual' }).catch(() => null);
  if (answer?.type === 'opaqueredirect') location.replace(location.href);
});
