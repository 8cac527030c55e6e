using System.Text.Json;
using Dapr.Actors.Wire;
using Dapr.Client.Http;

namespace Dapr.Actors.Runtime;

/// <summary>Reminders and timers over the sidecar's HTTP API.</summary>
internal sealed class SidecarTimerManager(Sidecar sidecar) : ActorTimerManager
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    /// <summary>For the sidecar that environment variables name.</summary>
    public static SidecarTimerManager FromEnvironment() => For(SidecarDefaults.HttpEndpoint(), SidecarDefaults.ApiToken());

    /// <summary>For the sidecar at an address.</summary>
    public static SidecarTimerManager For(string endpoint, string? token) => new(Sidecar.Connect(endpoint, token, Timeout));

    public override async Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder)
    {
        var answer = await SendAsync(HttpMethod.Get, Path(reminder), body: null, $"Reading reminder '{reminder.Name}'");
        var found = ActorCallback.Parse(answer.Body);
        return new ActorReminder(
            reminder.ActorType,
            reminder.ActorId,
            reminder.Name,
            found.Data,
            found.DueTime < TimeSpan.Zero ? TimeSpan.Zero : found.DueTime,
            found.Period);
    }

    public override Task RegisterReminderAsync(ActorReminder reminder) => SendAsync(
        HttpMethod.Put,
        Path(reminder),
        Body(reminder.DueTime, DaprDuration.FormatPeriod(reminder.Period, reminder.Repetitions), reminder.State, reminder.Ttl),
        $"Setting reminder '{reminder.Name}'");

    public override Task RegisterTimerAsync(ActorTimer timer) => SendAsync(
        HttpMethod.Put,
        Path(timer),
        Body(timer.DueTime, DaprDuration.Format(timer.Period), timer.Data, timer.Ttl, timer.TimerCallback),
        $"Setting timer '{timer.Name}'");

    public override Task UnregisterReminderAsync(ActorReminderToken reminder) =>
        SendAsync(HttpMethod.Delete, Path(reminder), body: null, $"Ending reminder '{reminder.Name}'");

    public override Task UnregisterTimerAsync(ActorTimerToken timer) =>
        SendAsync(HttpMethod.Delete, Path(timer), body: null, $"Ending timer '{timer.Name}'");

    private async Task<SidecarAnswer> SendAsync(HttpMethod method, SidecarUri path, HttpContent? body, string operation) =>
        (await sidecar.SendAsync(sidecar.Request(method, path, body), CancellationToken.None)).Expected(operation);

    private static SidecarUri Path(ActorReminderToken reminder) =>
        Path(reminder.ActorType, reminder.ActorId, "reminders", reminder.Name);

    private static SidecarUri Path(ActorTimerToken timer) => Path(timer.ActorType, timer.ActorId, "timers", timer.Name);

    private static SidecarUri Path(string type, ActorId id, string kind, string name) =>
        new SidecarUri("/v1.0/actors").Segment(type).Segment(id.GetId()).Segment(kind).Segment(name);

    private static HttpContent Body(
        TimeSpan dueTime, string period, byte[] data, TimeSpan? ttl, string? callback = null) =>
        JsonBody.Write(JsonSerializerOptions.Web, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("dueTime", DaprDuration.Format(dueTime));
            writer.WriteString("period", period);
            writer.WriteBase64String("data", data);
            if (callback is not null)
            {
                writer.WriteString("callback", callback);
            }

            if (ttl is { } time)
            {
                writer.WriteString("ttl", DaprDuration.Format(time));
            }

            writer.WriteEndObject();
        });
}
