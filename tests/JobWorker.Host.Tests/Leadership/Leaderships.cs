using JobWorker.Host.Leadership;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JobWorker.Host.Tests.Leadership;

/// <summary>Roles to test with.</summary>
internal static class Leaderships
{
    /// <summary>One replica, no lock.</summary>
    public static LeaderRole Alone(TimeProvider? clock = null) => Role(LeadershipMode.None, clock);

    /// <summary>A replica that has not been elected.</summary>
    public static LeaderRole Role(LeadershipMode mode, TimeProvider? clock = null) => new(
        Options.Create(new LeadershipOptions { Mode = mode }), clock ?? TimeProvider.System, NullLogger<LeaderRole>.Instance);

    /// <summary>Gives a role both slots for a moment short of <paramref name="time"/>.</summary>
    public static void Elect(this LeaderRole role, TimeSpan time)
    {
        var lease = new Lease(new LeadershipOptions().Times);
        foreach (var (slot, taking) in ((Slot, int)[])[(Slot.A, 1), (Slot.B, 2)])
        {
            lease = lease.Taken(new LeaseStep.Take(slot, taking, time), role.Now, role.Now);
        }

        role.Update(lease);
    }
}
