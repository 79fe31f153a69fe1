// SerialThread
