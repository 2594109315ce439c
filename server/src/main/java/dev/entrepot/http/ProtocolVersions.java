package dev.entrepot.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// Refuses what names a protocol that is not HTTP/1.x. Vert.x by itself answers 501 in the version that was asked for,
/// past every handler of ours; but it is the client who is wrong.
@ChannelHandler.Sharable
final class ProtocolVersions extends ChannelInboundHandlerAdapter {
    private static final ProtocolVersions INSTANCE = new ProtocolVersions();

    private ProtocolVersions() {}

    /// Called before the first request of a connection is handled. Does nothing for HTTP/2.
    static void watch(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channel().pipeline();
            if (pipeline.context(HttpRequestDecoder.class) != null) {
                // The first request may be past the decoder already: it is what opens the connection to Vert.x.
                pipeline.addBefore(base.channelHandlerContext().name(), "versions", INSTANCE);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest request && !known(request.protocolVersion())) {
            if (!later(request.protocolVersion())) {
                request.setDecoderResult(DecoderResult.failure(
                        new BadRequestException("the request names another protocol than HTTP/1.1 or HTTP/1.0")));
            }
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
        }
        super.channelRead(context, message);
    }

    // By identity: Netty takes "http/1.1" for an equal, but RFC 9112, 2.3 says that letters count.
    @SuppressWarnings("ReferenceEquality")
    private static boolean known(HttpVersion version) {
        return version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0;
    }

    /// RFC 9110, 2.5: a higher minor version is read as the highest that is known.
    private static boolean later(HttpVersion version) {
        return version.protocolName().equals("HTTP") && version.majorVersion() == 1 && version.minorVersion() > 1;
    }
}
