package io.serai.delivery;

import io.cloudevents.CloudEvent;
import io.cloudevents.sql.EvaluationException;
import io.cloudevents.sql.Expression;
import io.cloudevents.sql.ParseException;
import io.cloudevents.sql.Parser;

/** A condition on events in CloudEvents SQL 1.0, as its Java SDK reads it. */
public final class EventFilter {

    private final String text;
    private final Expression expression;

    private EventFilter(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
    }

    /** Reads an expression; the message of a mistake names the place in it. */
    public static EventFilter parse(String text) {
        FilterSyntax.check(text);
        try {
            return new EventFilter(text, Parser.parseDefault(text));
        } catch (ParseException mistake) {
            throw new IllegalArgumentException(
                    "filter is no CloudEvents SQL: " + mistake.getMessage() + " in: " + text, mistake);
        }
    }

    /** Whether the event fits. An expression that cannot be evaluated for an event does not match it. */
    public boolean match(CloudEvent event) {
        try {
            return expression.tryEvaluate(event) instanceof Boolean matched && matched;
        } catch (EvaluationException failed) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventFilter filter && filter.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
