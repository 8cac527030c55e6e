using JobWorker.DevSidecar.Contrib.Redis.Wire;
using JobWorker.DevSidecar.Run.Embedded.Data;

namespace JobWorker.DevSidecar.Run.Embedded.Commands.Streams;

/// <summary>Commands on what was delivered and not acknowledged.</summary>
internal static class PendingCommands
{
    public static RespValue Pending(Call call)
    {
        var (_, group) = GroupCommands.Find(call, call.Text(), call.Text());
        if (call.Left == 0)
        {
            return Summary(group);
        }

        var idle = call.Takes("IDLE") ? call.Integer() : 0;
        var (from, to) = (StreamCommands.Bound(call, 0), StreamCommands.Bound(call, ulong.MaxValue));
        var count = (int)Math.Clamp(call.Integer(), 0, int.MaxValue);
        var consumer = call.Left > 0 ? call.Text() : null;

        return RespValue.Of((from item in @group.Pending
                             where item.Key >= @from && item.Key <= to
                             where consumer is null || item.Value.Consumer == consumer
                             where call.Now - item.Value.DeliveredAt >= idle
                             select Show(item.Key, item.Value, call.Now)).Take(count));
    }

    public static RespValue Claim(Call call)
    {
        var (key, name, consumer) = (call.Text(), call.Text(), call.Text());
        var (stream, group) = GroupCommands.Find(call, key, name);
        var rule = ClaimRule.Read(call);
        GroupCommands.Touch(call, key, name, consumer);
        group.LastDelivered = rule.LastId > group.LastDelivered ? rule.LastId : group.LastDelivered;
        List<RespValue> claimed = [];
        foreach (var id in rule.Ids)
        {
            var item = stream.Find(id);
            if (item is null)
            {
                Forget(call, group, key, name, id);
            }
            else if (rule.Apply(group, id, consumer, call.Now) is { } pending)
            {
                claimed.Add(rule.JustId ? Call.Reply(id.ToString()) : StreamCommands.Show(item));
                call.Persist(
                    "XCLAIM", Call.Raw(key), Call.Raw(name), Call.Raw(consumer), 0, id.ToString(), "TIME", pending.DeliveredAt,
                    "RETRYCOUNT", pending.Deliveries, "FORCE", "JUSTID", "LASTID", group.LastDelivered.ToString());
            }
        }

        return RespValue.Of(claimed);
    }

    /// <summary>An entry that was deleted or trimmed can never be handled: it leaves the list.</summary>
    private static void Forget(Call call, ConsumerGroup group, string key, string name, StreamId id)
    {
        if (group.Pending.Remove(id))
        {
            call.Persist("XACK", Call.Raw(key), Call.Raw(name), id.ToString());
        }
    }

    private static RespValue Summary(ConsumerGroup group) =>
        group.Pending.Count == 0
            ? RespValue.Of([Call.Reply(0), RespValue.Null, RespValue.Null, RespValue.NullArray])
            : RespValue.Of(
            [
                Call.Reply(group.Pending.Count),
                Call.Reply(group.Pending.Keys.First().ToString()),
                Call.Reply(group.Pending.Keys.Last().ToString()),
                RespValue.Of(
                    from item in @group.Pending.Values
                    group item by item.Consumer into held
                    orderby held.Key
                    select RespValue.Of([Call.Reply(held.Key), Call.Reply($"{held.Count()}")])),
            ]);

    private static RespValue Show(StreamId id, PendingItem item, long now) => RespValue.Of(
    [
        Call.Reply(id.ToString()), Call.Reply(item.Consumer), Call.Reply(now - item.DeliveredAt), Call.Reply(item.Deliveries),
    ]);
}
