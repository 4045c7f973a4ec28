package io.serai.hub.http;

import io.serai.hub.config.OpenFiles;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * However many connections there are, the store gets a descriptor for its next file: those beyond wait to be accepted.
 * For both ports, as {@link SameOriginConfiguration} is.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
class ConnectionsConfiguration {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionsWithinOpenFiles() {
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
                protocol.setMaxConnections(Math.min(protocol.getMaxConnections(), OpenFiles.connections()));
            }
        });
    }
}
