"""What an editor should look at: facts, links, texts, and the content as a whole."""
