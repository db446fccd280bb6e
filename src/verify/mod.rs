//! Verifying: the session, its checks, policies, and what may be believed afterwards.
