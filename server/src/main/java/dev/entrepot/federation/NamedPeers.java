package dev.entrepot.federation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes TLS sockets that take a certificate only for the host they go to. The JVM asks for that nowhere but in HTTPS,
/// and without it the certificate of any host whatever would do.
final class NamedPeers extends SSLSocketFactory {
    /// RFC 4513, 3.1.3: names and addresses as in HTTPS.
    private static final String RULES = "LDAPS";

    private final SSLSocketFactory factory;

    NamedPeers(SSLSocketFactory factory) {
        this.factory = factory;
    }

    private static Socket strict(Socket socket) {
        if (!(socket instanceof SSLSocket tls)) {
            throw new IllegalStateException("not a TLS socket: " + socket.getClass());
        }
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(RULES);
        tls.setSSLParameters(parameters);
        return tls;
    }

    @Override
    public Socket createSocket() throws IOException {
        return strict(factory.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return strict(factory.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return strict(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return strict(factory.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return strict(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return strict(factory.createSocket(address, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }
}
