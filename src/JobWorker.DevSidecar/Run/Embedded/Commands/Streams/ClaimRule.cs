using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>What an XCLAIM asks for.</summary>
internal sealed class ClaimRule
{
    private readonly long _minIdle;
    private long? _deliveredAt;
    private long? _deliveries;
    private bool _force;

    private ClaimRule(Call call)
    {
        _minIdle = call.Integer();
        List<StreamId> ids = [];
        while (call.Left > 0)
        {
            if (!ReadOption(call))
            {
                ids.Add(call.Id());
            }
        }

        Ids = ids;
    }

    public IReadOnlyList<StreamId> Ids { get; }

    /// <summary>Answer ids alone, and do not count this as a delivery.</summary>
    public bool JustId { get; private set; }

    /// <summary>At least so far the group has been given entries.</summary>
    public StreamId LastId { get; private set; }

    public static ClaimRule Read(Call call) => new(call);

    /// <summary>Gives an entry to a consumer; none where the rule does not allow it.</summary>
    public PendingItem? Apply(ConsumerGroup group, StreamId id, string consumer, long now)
    {
        var held = group.Pending.GetValueOrDefault(id);
        if (held is null ? !_force : now - held.DeliveredAt < _minIdle)
        {
            return null;
        }

        var deliveries = _deliveries ?? (held?.Deliveries ?? 0) + (JustId ? 0 : 1);
        return group.Pending[id] = new PendingItem(consumer, _deliveredAt ?? now, deliveries);
    }

    private bool ReadOption(Call call)
    {
        if (call.Takes("IDLE"))
        {
            _deliveredAt = call.Now - call.Integer();
        }
        else if (call.Takes("TIME"))
        {
            _deliveredAt = call.Integer();
        }
        else if (call.Takes("RETRYCOUNT"))
        {
            _deliveries = call.Integer();
        }
        else if (call.Takes("LASTID"))
        {
            LastId = call.Id();
        }
        else if (call.Takes("FORCE"))
        {
            _force = true;
        }
        else if (call.Takes("JUSTID"))
        {
            JustId = true;
        }
        else
        {
            return false;
        }

        return true;
    }
}
