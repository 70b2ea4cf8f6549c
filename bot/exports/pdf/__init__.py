"""The dossier as PDF/A-3b whose Thai can be searched and copied, set by Typst in Sarabun."""
