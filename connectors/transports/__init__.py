"""How files come and go: a folder, an SFTP server, an S3 bucket, behind one port."""
