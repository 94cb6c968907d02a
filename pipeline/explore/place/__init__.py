"""A cell's place in its source → what a browser can show: the page with the box, or the text as read with a mark.

Nothing of a source is ever served as it is: pages are drawn, texts are written anew from what the reader gives.
"""
