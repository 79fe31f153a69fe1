// MessageFormat
