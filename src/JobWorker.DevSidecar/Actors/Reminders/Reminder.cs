using System.Buffers;
using System.Text.Json;
using JobWorker.DevSidecar.Formats;

namespace JobWorker.DevSidecar.Actors.Reminders;

/// <summary>Which reminder.</summary>
internal readonly record struct ReminderKey(ActorKey Actor, string Name);

/// <summary>A reminder and when it fires next.</summary>
internal sealed class Reminder(
    ReminderKey key, string dueText, string periodText, ReadOnlyMemory<byte> data, DateTimeOffset? ends)
{
    public ReminderKey Key { get; } = key;

    /// <summary>As the app wrote it.</summary>
    public string DueText { get; } = dueText;

    /// <summary>As the app wrote it.</summary>
    public string PeriodText { get; } = periodText;

    /// <summary>JSON; empty for none.</summary>
    public ReadOnlyMemory<byte> Data { get; } = data;

    /// <summary>After that it fires no more.</summary>
    public DateTimeOffset? Ends { get; } = ends;

    public Period Period { get; } = Timing.Every(periodText, daysAllowed: false);

    public required DateTimeOffset NextDue { get; set; }

    /// <summary>Ticks to come; none for no end.</summary>
    public int? Left { get; set; }

    /// <summary>Deleted, replaced, or given back to the database: it fires no more.</summary>
    public bool Gone { get; set; }

    /// <summary>Ends when the tick under way does; none between ticks.</summary>
    public TaskCompletionSource? Firing { get; set; }

    /// <summary>Ends when its actor is leaving: a tick that has failed is then another sidecar's to try again.</summary>
    public TaskCompletionSource Leaving { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Moves on to the tick after this one, past those whose time went by meanwhile; false after the last.</summary>
    public bool TryAdvance(DateTimeOffset now)
    {
        if (Period.Every is not { } every || Left == 1)
        {
            return false;
        }

        var next = every.After(NextDue);
        if (next <= now)
        {
            var missed = (now - next).Ticks / every.Clock.Ticks;
            next += every.Clock * missed;
            next = next <= now ? next + every.Clock : next;
        }

        NextDue = next;
        Left--;
        return Ends is null || next < Ends;
    }

    /// <summary>The body of its callback. Due time and period are empty strings, as the scheduler sends them.</summary>
    public byte[] CallbackBody()
    {
        var output = new ArrayBufferWriter<byte>(Data.Length + 48);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (Data.Length > 0)
        {
            json.WritePropertyName("data"u8);
            json.WriteRawValue(Data.Span, skipInputValidation: true);
        }

        json.WriteString("dueTime"u8, "");
        json.WriteString("period"u8, "");
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }
}

/// <summary>There is a reminder of that name and the app did not want it overwritten.</summary>
internal sealed class ReminderExistsException(ReminderKey key) : Exception($"reminder {key.Name} already exists");
