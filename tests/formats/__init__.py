"""Writers of test documents in every format, and the cases that compare what is read back."""
