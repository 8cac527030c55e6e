#nullable disable annotations // As in the official interface, so that implementations may say byte[] or byte[]?.

namespace Dapr.Actors.Runtime;

/// <summary>An actor that can be reminded.</summary>
public interface IRemindable
{
    /// <summary>A reminder fired. Throwing makes the sidecar try again a few times.</summary>
    /// <param name="reminderName">Which.</param>
    /// <param name="state">What it was registered with; empty for nothing.</param>
    /// <param name="dueTime">As the sidecar tells it; -1 ms where it does not.</param>
    /// <param name="period">As the sidecar tells it; -1 ms where it does not.</param>
    Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period);
}
