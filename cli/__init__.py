"""The command line `t360`: everything a scheduled job, an analyst or a data steward needs."""
