package io.serai.camel;

import io.serai.delivery.EventHub;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Publish messages as CloudEvents to the Serai event log, and subscribe to it with durable cursors, retries and dead
 * letters.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "serai",
        title = "Serai",
        syntax = "serai:operation/name",
        category = {Category.MESSAGING, Category.CLOUD},
        headersClass = SeraiConstants.class)
@ManagedResource(description = "Managed Serai endpoint")
public class SeraiEndpoint extends DefaultEndpoint implements AsyncEndpoint {

    private final Operation parsed;

    @UriPath(
            description =
                    "What to do: publish makes an event of the message and appends it to the log; subscribe delivers"
                            + " the events of a durable subscription to the route",
            enums = "publish,subscribe")
    @Metadata(required = true)
    private String operation;

    @UriPath(
            description =
                    "With subscribe, the name of the subscription: letters, digits, dot, dash and underscore, at most"
                            + " 100. It is the identity of the cursors")
    private @Nullable String name;

    @UriParam(
            label = "producer",
            description =
                    "The type of the event, a Simple expression evaluated for each message. Needed unless the message"
                            + " is a CloudEvent already; given, it wins over the type of the message")
    private @Nullable String type;

    @UriParam(
            label = "producer",
            description =
                    "The source of the event, a URI reference, as a Simple expression. By default that of a message"
                            + " that is a CloudEvent already, else /routes/ and the id of the route")
    private @Nullable String source;

    @UriParam(
            label = "producer",
            description =
                    "The subject of the event, as a Simple expression; an empty result leaves it out. The subject is"
                            + " also the partition key where none is given")
    private @Nullable String subject;

    @UriParam(
            label = "producer",
            description =
                    "The id of the event, as a Simple expression. The same source, id and partition key are stored"
                            + " once. By default that of a message that is a CloudEvent already, else one derived from"
                            + " the Kafka record or JMS message that the route got, so that it is stored once when it"
                            + " comes again, else a UUID")
    private @Nullable String id;

    @UriParam(
            label = "producer",
            description =
                    "What orders the event, as a Simple expression: events of one partition key keep their order. By"
                            + " default the subject, else the id")
    private @Nullable String partitionkey;

    @UriParam(
            label = "producer",
            description =
                    "The transaction the event belongs to, as a Simple expression. By default that of the message,"
                            + " else that of the event being handled, else a new one")
    private @Nullable String correlationid;

    @UriParam(
            label = "producer",
            description =
                    "The id of the event that caused this one, as a Simple expression. By default that of the message,"
                            + " else that of the event being handled")
    private @Nullable String causationid;

    @UriParam(
            label = "producer",
            description =
                    "When it happened, an RFC 3339 time as a Simple expression. By default that of the message, else the"
                            + " time of the Kafka record or JMS message")
    private @Nullable String time;

    @UriParam(
            label = "producer",
            description =
                    "The content type of the data, as a Simple expression. By default the content type of the message;"
                            + " where it has none and the body looks like a JSON object or array, application/json")
    private @Nullable String datacontenttype;

    @UriParam(label = "producer", description = "A URI of the schema of the data, as a Simple expression")
    private @Nullable String dataschema;

    @UriParam(
            label = "producer",
            description =
                    "Further CloudEvents extensions, as Simple expressions; names are lower case letters and digits",
            prefix = "extension.",
            multiValue = true)
    private Map<String, Object> extensions = new HashMap<>();

    @UriParam(
            label = "consumer",
            description =
                    "The types of events wanted: a comma list, each a type or the start of one followed by an asterisk;"
                            + " an asterisk alone is every type. Needed unless subscriptions.yaml declares the"
                            + " subscription")
    private @Nullable String types;

    @UriParam(
            label = "consumer",
            description = "Which events of the types are wanted: an expression in CloudEvents SQL 1.0. By default all")
    private @Nullable String filter;

    @UriParam(
            label = "consumer",
            defaultValue = "default",
            description = "The policy for retries, time-out, order and dead letters, by name")
    private @Nullable String policy;

    @UriParam(
            label = "consumer",
            defaultValue = "now",
            description = "Where a subscription begins that has no cursors yet: now, beginning, or a time such as"
                    + " 2026-11-22T10:00:00Z. One that is known goes on at its cursors")
    private @Nullable String start;

    @UriParam(
            label = "consumer",
            defaultValue = "false",
            description =
                    "Whether a CloudEvent that the route leaves as its message is published, caused by the event, before"
                            + " the delivery counts as done")
    private boolean reply;

    @UriParam(
            label = "consumer",
            defaultValue = "binary",
            enums = "binary,structured,none",
            description =
                    "How the event is sent when the route sends to http, kafka, jms or amqp: attributes as headers of"
                            + " the protocol (binary), one JSON document (structured), or the message as the route"
                            + " leaves it (none)")
    private BindingMode binding = BindingMode.BINARY;

    public SeraiEndpoint(String uri, SeraiComponent component, Operation parsed) {
        super(uri, component);
        this.parsed = parsed;
        this.operation = parsed.kind().name().toLowerCase(Locale.ROOT);
        this.name = parsed.name().orElse(null);
    }

    @Override
    public Producer createProducer() {
        if (parsed.kind() != Operation.Kind.PUBLISH) {
            throw new IllegalArgumentException(
                    "serai:" + parsed + " can only be a route's from; to publish, use" + " to: serai:publish");
        }
        return new SeraiProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (parsed.kind() != Operation.Kind.SUBSCRIBE) {
            throw new IllegalArgumentException("serai:" + parsed + " can only be sent to; a route gets events with"
                    + " from: serai:subscribe/NAME");
        }
        SeraiConsumer consumer = new SeraiConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    /** Refuses what belongs to the other operation, before any of it is silently ignored. */
    void checkOptions() {
        Map<String, @Nullable Object> foreign = new LinkedHashMap<>();
        if (parsed.kind() == Operation.Kind.PUBLISH) {
            foreign.put("types", types);
            foreign.put("filter", filter);
            foreign.put("policy", policy);
            foreign.put("start", start);
            foreign.put("reply", reply ? true : null);
            foreign.put("binding", binding == BindingMode.BINARY ? null : binding);
        } else {
            foreign.put("type", type);
            foreign.put("source", source);
            foreign.put("subject", subject);
            foreign.put("id", id);
            foreign.put("partitionkey", partitionkey);
            foreign.put("correlationid", correlationid);
            foreign.put("causationid", causationid);
            foreign.put("time", time);
            foreign.put("datacontenttype", datacontenttype);
            foreign.put("dataschema", dataschema);
            foreign.put("extension.*", extensions.isEmpty() ? null : extensions);
        }
        foreign.forEach((option, value) -> {
            if (value != null) {
                throw new IllegalArgumentException("serai:" + parsed + " has no parameter '" + option + "' (was '"
                        + value + "')"
                        + (option.equals("type") ? "; the types wanted are given with 'types'" : "")
                        + (option.equals("types") ? "; the type of the event is given with 'type'" : ""));
            }
        });
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }

    @Override
    public boolean isSingletonProducer() {
        return true;
    }

    @Override
    public SeraiComponent getComponent() {
        return (SeraiComponent) super.getComponent();
    }

    EventHub hub() {
        return getComponent().requiredHub();
    }

    /** The name of the subscription of an endpoint that subscribes. */
    Optional<String> subscribesTo() {
        return parsed.kind() == Operation.Kind.SUBSCRIBE ? parsed.name() : Optional.empty();
    }

    /** The name of the subscription. */
    String subscriptionName() {
        return parsed.name().orElseThrow();
    }

    @ManagedAttribute(description = "publish, or subscribe")
    public String getOperation() {
        return operation;
    }

    public void setOperation(String operation) {
        this.operation = operation;
    }

    public @Nullable String getName() {
        return name;
    }

    public void setName(@Nullable String name) {
        this.name = name;
    }

    public @Nullable String getType() {
        return type;
    }

    public void setType(@Nullable String type) {
        this.type = type;
    }

    public @Nullable String getSource() {
        return source;
    }

    public void setSource(@Nullable String source) {
        this.source = source;
    }

    public @Nullable String getSubject() {
        return subject;
    }

    public void setSubject(@Nullable String subject) {
        this.subject = subject;
    }

    public @Nullable String getId() {
        return id;
    }

    public void setId(@Nullable String id) {
        this.id = id;
    }

    public @Nullable String getPartitionkey() {
        return partitionkey;
    }

    public void setPartitionkey(@Nullable String partitionkey) {
        this.partitionkey = partitionkey;
    }

    public @Nullable String getCorrelationid() {
        return correlationid;
    }

    public void setCorrelationid(@Nullable String correlationid) {
        this.correlationid = correlationid;
    }

    public @Nullable String getCausationid() {
        return causationid;
    }

    public void setCausationid(@Nullable String causationid) {
        this.causationid = causationid;
    }

    public @Nullable String getTime() {
        return time;
    }

    public void setTime(@Nullable String time) {
        this.time = time;
    }

    public @Nullable String getDatacontenttype() {
        return datacontenttype;
    }

    public void setDatacontenttype(@Nullable String datacontenttype) {
        this.datacontenttype = datacontenttype;
    }

    public @Nullable String getDataschema() {
        return dataschema;
    }

    public void setDataschema(@Nullable String dataschema) {
        this.dataschema = dataschema;
    }

    public @Nullable String getTypes() {
        return types;
    }

    public void setTypes(@Nullable String types) {
        this.types = types;
    }

    public @Nullable String getFilter() {
        return filter;
    }

    public void setFilter(@Nullable String filter) {
        this.filter = filter;
    }

    public @Nullable String getPolicy() {
        return policy;
    }

    public void setPolicy(@Nullable String policy) {
        this.policy = policy;
    }

    public @Nullable String getStart() {
        return start;
    }

    public void setStart(@Nullable String start) {
        this.start = start;
    }

    public Map<String, Object> getExtensions() {
        return extensions;
    }

    public void setExtensions(Map<String, Object> extensions) {
        this.extensions = extensions;
    }

    public boolean isReply() {
        return reply;
    }

    public void setReply(boolean reply) {
        this.reply = reply;
    }

    public BindingMode getBinding() {
        return binding;
    }

    public void setBinding(BindingMode binding) {
        this.binding = binding;
    }
}
