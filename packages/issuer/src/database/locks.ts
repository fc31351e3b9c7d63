/** Advisory locks, the same for every Sallyport on a database: one number for one purpose. */
export const locks = {
  migrate: 0x5a11,
  createPartitions: 0x5a12,
  dropPartitions: 0x5a13,
  applyConfiguration: 0x5a14,
  administrators: 0x5a15,
  running: 0x5a16,
  sendCode: 0x5a17,
  groups: 0x5a18,
  importUsers: 0x5a19,
} as const;
