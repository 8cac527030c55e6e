using JobWorker.Host.Hosting.Settings;
using JobWorker.Host.Intake;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Jobs.Events;

/// <summary>What publishing events is made of; nothing where no component is named.</summary>
internal static class EventServices
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSettings<EventOptions>(EventOptions.Section)
            .Validate<IOptions<IntakeOptions>>(
                (events, intake) => events.PubSub != intake.Value.PubSub || events.Topic != intake.Value.Topic,
                "Events:Topic must not be Intake:Topic where Events:PubSub is Intake:PubSub: events would come back as messages.");
        services.AddSingleton<IEventBroker, SidecarBroker>();
        services.AddSingleton<EventMarks>();
        services.AddSingleton<EventPublisher>();
        services.AddSingleton<IEventFeed>(provider =>
            provider.GetRequiredService<IOptions<EventOptions>>().Value.IsOn
                ? provider.GetRequiredService<EventPublisher>()
                : new NoEvents());

        return services;
    }
}
