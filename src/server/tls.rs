use super::Error;
use crate::files;
use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// A certificate chain and its private key: TLS 1.2 and 1.3. Clones of it change together.
#[derive(Clone)]
pub struct Tls {
    certificates: PathBuf,
    key: PathBuf,
    config: Arc<RwLock<Arc<ServerConfig>>>,
}

impl Tls {
    /// Reads both in PEM: the certificate of the server first, and after it those that lead to a root.
    ///
    /// # Errors
    /// If one of the files holds no such thing, or they do not belong together.
    pub fn read(certificates: &Path, key: &Path) -> Result<Self, Error> {
        let config = Arc::new(RwLock::new(read(certificates, key)?));
        Ok(Self { certificates: certificates.to_owned(), key: key.to_owned(), config })
    }

    /// Reads the files again, for connections from now on: certificates are renewed while a server runs.
    ///
    /// # Errors
    /// As [`read`](Self::read); what was read before is used on.
    pub fn read_again(&self) -> Result<(), Error> {
        let config = read(&self.certificates, &self.key)?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    /// The permission bits of the file with the key, if others than its owner may read or write it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn mode_if_shared(&self) -> io::Result<Option<u32>> {
        Ok(files::mode_if_shared(&File::open(&self.key)?.metadata()?))
    }

    pub(super) fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn read(certificates: &Path, key: &Path) -> Result<Arc<ServerConfig>, Error> {
    let unusable = |path: &Path, detail: String| Error::Tls { path: path.to_owned(), detail };
    let chain = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(certificates, error.to_string()))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, error.to_string()))?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, secret))
        .map_err(|error| unusable(certificates, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

impl fmt::Debug for Tls {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tls")
    }
}
