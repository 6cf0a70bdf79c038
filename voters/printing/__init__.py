"""Papers of print quality: recaps and berita acara as PDF, always in Indonesian; the .typ files are the forms."""
