"""S2: does feature engineering give the same features?"""
