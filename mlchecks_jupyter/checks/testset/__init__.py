"""M3: is the test set good, and used once?"""
