using JobWorker.DevSidecar.Actors;
using JobWorker.DevSidecar.Actors.Reminders;
using JobWorker.DevSidecar.Api.Routing;
using JobWorker.DevSidecar.App.PubSub;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Api.Http.Actors;

/// <summary>Reminders of actors, asked for where the actor is.</summary>
/// <param name="host">Knows which types the app hosts.</param>
/// <param name="peers">Passes on what is another sidecar's.</param>
/// <param name="reminders">Those that are kept here.</param>
internal sealed class ReminderApi(ActorHost host, PeerApi peers, ReminderSet reminders)
{
    private const string CreateFailed = "ERR_ACTOR_REMINDER_CREATE";

    public async Task CreateAsync(ApiCall call, ReminderKey key)
    {
        if (!host.IsHosted(key.Actor.Type))
        {
            throw new ApiException(StatusCodes.Status403Forbidden, "ERR_ACTOR_REMINDER_NON_HOSTED",
                "operations on actor reminders are only possible on hosted actor types");
        }

        var body = await call.ReadBodyAsync();
        var request = TickRequest.Parse(body);
        try
        {
            await peers.AtHolderAsync(call, key, body, async () =>
            {
                await reminders.CreateAsync(key, request);
                await call.NoContent();
            });
        }
        catch (ReminderExistsException e)
        {
            throw new ApiException(StatusCodes.Status409Conflict, "ERR_ACTOR_REMINDER_ALREADY_EXISTS", e.Message, e);
        }
        catch (Exception e) when (e is FormatException || PeerApi.IsFailure(e))
        {
            throw Failed(CreateFailed, "creating", e);
        }
    }

    public async Task ShowAsync(ApiCall call, ReminderKey key)
    {
        try
        {
            await peers.AtHolderAsync(call, key, null, () => ShowHereAsync(call, key));
        }
        catch (Exception e) when (PeerApi.IsFailure(e))
        {
            throw Failed("ERR_ACTOR_REMINDER_GET", "getting", e);
        }
    }

    public async Task DeleteAsync(ApiCall call, ReminderKey key)
    {
        try
        {
            await peers.AtHolderAsync(call, key, null, async () =>
            {
                await reminders.DeleteAsync(key);
                await call.NoContent();
            });
        }
        catch (Exception e) when (PeerApi.IsFailure(e))
        {
            throw Failed("ERR_ACTOR_REMINDER_DELETE", "deleting", e);
        }
    }

    private Task ShowHereAsync(ApiCall call, ReminderKey key)
    {
        var reminder = reminders.Find(key) ?? throw new ApiException(
            StatusCodes.Status404NotFound, "ERR_ACTOR_REMINDER_NOT_FOUND", $"reminder {key.Name} not found");
        return call.JsonAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("actorID"u8, key.Actor.Id);
            json.WriteString("actorType"u8, key.Actor.Type);
            if (reminder.Data.Length > 0)
            {
                json.WritePropertyName("data"u8);
                json.WriteRawValue(reminder.Data.Span, skipInputValidation: true);
            }

            json.WriteString("dueTime"u8, reminder.DueText);
            if (reminder.Period.Every is { } every)
            {
                json.WriteString("period"u8, "@every " + GoDuration.Format(every.Clock));
            }

            if (reminder.Ends is { } end)
            {
                json.WriteString("ttl"u8, Envelope.Rfc3339(end));
            }

            json.WriteEndObject();
        });
    }

    private static ApiException Failed(string code, string doing, Exception e) =>
        new(StatusCodes.Status500InternalServerError, code, $"error {doing} actor reminder: {e.Message}", e);
}
