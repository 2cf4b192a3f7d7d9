// The checksum of an upload.

/** SHA-256, in base64. */
export async function sha256(picture: Blob): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await picture.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(hash)));
}
