"""Word: DOCX, Word 97 and WPS, RTF; LibreOffice as the other reading."""
