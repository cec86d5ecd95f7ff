"""What a change of declarations means: its differences, and what each one sets off."""
