package io.serai.sandbox.consumers;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The services that the hub delivers to over JMS. */
public final class JmsStandIn implements AutoCloseable {

    private final ActiveMQConnectionFactory activemq;
    private final List<String> queues;
    private final Arrivals arrivals;
    private @Nullable Connection connection;

    public JmsStandIn(String activemqUrl, List<String> queues, Arrivals arrivals) {
        this.activemq = new ActiveMQConnectionFactory(activemqUrl);
        this.queues = List.copyOf(queues);
        this.arrivals = arrivals;
    }

    public void start() {
        try {
            Connection opened = activemq.createConnection();
            connection = opened;
            for (String queue : queues) {
                Session session = opened.createSession(false, Session.AUTO_ACKNOWLEDGE);
                session.createConsumer(session.createQueue(queue)).setMessageListener(message -> take(queue, message));
            }
            opened.start();
        } catch (JMSException e) {
            throw new IllegalStateException("the JMS stand-in cannot listen to " + queues, e);
        }
    }

    @Override
    public void close() throws JMSException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private void take(String queue, Message message) {
        try {
            List<?> names = Collections.list(message.getPropertyNames());
            arrivals.arrived(
                    Arrival.of(
                            queue,
                            names.stream().map(Object::toString).toList(),
                            name -> property(message, name),
                            body(message)),
                    "taken");
        } catch (JMSException e) {
            throw new IllegalStateException("a message of queue '" + queue + "' cannot be read", e);
        }
    }

    private static String property(Message message, String name) {
        try {
            return String.valueOf(message.getStringProperty(name));
        } catch (JMSException e) {
            throw new IllegalStateException("property '" + name + "' cannot be read", e);
        }
    }

    private static String body(Message message) throws JMSException {
        if (message.isBodyAssignableTo(String.class)) {
            return String.valueOf(message.getBody(String.class));
        }
        return new String(message.getBody(byte[].class), StandardCharsets.UTF_8);
    }
}
