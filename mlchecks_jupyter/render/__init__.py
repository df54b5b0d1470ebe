"""Reports for people and machines: terminal text, JSON, SARIF, GitHub annotations, Markdown and HTML."""
