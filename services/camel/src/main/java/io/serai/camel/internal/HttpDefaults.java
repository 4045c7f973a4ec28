package io.serai.camel.internal;

import org.apache.camel.Component;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Takes habits off Camel's http component that a hub cannot have. Its client answers a 429 or 503 by waiting as long
 * as {@code Retry-After} says, on the thread of the attempt, and sends again behind the back of the policy; and it waits
 * for an answer without end, so that targets that hang would use up the concurrency of a subscription for good; and it
 * reads answers of any length ({@link AnswerLimits}). Who sets a client configurer or a response time-out keeps theirs.
 */
final class HttpDefaults extends LifecycleStrategySupport {

    static final long RESPONSE_TIMEOUT = 3 * 60 * 1000L;

    @Override
    public void onComponentAdd(String name, Component component) {
        if (component instanceof HttpComponent http) {
            if (http.getHttpClientConfigurer() == null) {
                AnswerLimits limits = new AnswerLimits(http::getResponseTimeout);
                http.setHttpClientConfigurer(
                        builder -> builder.disableAutomaticRetries().addExecInterceptorFirst("answer-limits", limits));
            }
            if (http.getResponseTimeout() == 0) {
                http.setResponseTimeout(RESPONSE_TIMEOUT);
            }
        }
    }
}
