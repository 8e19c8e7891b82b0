import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";

/** A file that cannot be used as it is. The message names the file and never quotes it. */
export class Unusable extends Error {
  override readonly name = "Unusable";
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Throws {@link Unusable} unless there is at least one certificate and all are whole. TLS itself takes what it understands and silently
 * ignores the rest.
 */
export function demandCertificates(pem: Buffer, file: string): void {
  const text = pem.toString("latin1");
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0 || text.split("-----BEGIN ").length !== text.split("-----END ").length)
    throw new Unusable(`${file} is not a whole PEM file with a certificate`);
  try {
    certificates.forEach(parseCertificate);
  } catch (error) {
    throw new Unusable(`${file} holds a certificate that cannot be read`, { cause: error });
  }
}

function parseCertificate(certificate: string): X509Certificate {
  return new X509Certificate(certificate);
}

/** Throws {@link Unusable} unless the key belongs to the certificate. */
export function demandPair(cert: Buffer, key: Buffer, file: string): void {
  demandCertificates(cert, file);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new Unusable(`${file} and its key do not belong together, or the key cannot be read`, { cause: error });
  }
}
