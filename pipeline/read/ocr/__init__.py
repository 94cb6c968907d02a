"""Pages that can only be read by their pixels: picture files, and PDF pages whose text can't be trusted."""
