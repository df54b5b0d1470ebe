"""S3: would a rerun put the same rows in the test set?"""
