using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JobWorker.Core.Callbacks;

/// <summary>The <c>webhook-id</c> of a callback: the same for every attempt, for receivers to drop what they have seen.</summary>
public static class CallbackIds
{
    /// <summary><c>msg_</c> and 32 hex digits, a function of the job and the callback's place in it.</summary>
    /// <param name="jobId">The message id.</param>
    /// <param name="sequence">The callback's sequence number, from 0.</param>
    public static string Of(string jobId, int sequence)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{jobId}\n{sequence}");

        return $"msg_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16))}";
    }
}
