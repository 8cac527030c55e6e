using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JobWorker.Core.Ojs.Jobs;

/// <summary>
/// Ids of jobs: UUIDs of version 7. Those that a queue makes tell where their job is: 16 of the random bits are the queue's
/// number, 32 the job's place in it, so nothing has to be looked up. Ids from outside have a queue's number by chance only.
/// </summary>
public static class JobIds
{
    private const ulong PlaceMask = 0xFFFF_FFFF;

    private static readonly SearchValues<char> Letters = SearchValues.Create("0123456789abcdef-");

    /// <summary>The id of a job, told by its queue.</summary>
    /// <param name="at">When it came, UTC.</param>
    /// <param name="queue">The queue's number, 1 to 65535.</param>
    /// <param name="place">The job's place in the queue, 0 to 2^32 - 1.</param>
    /// <param name="chance">26 of its bits make the id hard to guess.</param>
    public static string Make(DateTimeOffset at, int queue, long place, ulong chance)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)at.ToUnixTimeMilliseconds() << 16);
        // 12 bits after the version: the upper part of the queue's number; then, after the variant, its lower four.
        bytes[6] = (byte)(0x70 | (queue >> 12));
        bytes[7] = (byte)(queue >> 4);
        var low = ((ulong)(queue & 0xF) << 58) | (((ulong)place & PlaceMask) << 26) | (chance & 0x3FF_FFFF);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 0x8000_0000_0000_0000 | low);

        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>An id that this service makes outside of queues: the queue's number is 0, which no queue has.</summary>
    /// <param name="at">When, UTC.</param>
    /// <param name="chance">58 of its bits.</param>
    public static string Outside(DateTimeOffset at, ulong chance) => Make(at, 0, (long)(chance >> 26), chance);

    /// <summary>The same id for the same time and name: who makes a job twice makes it once.</summary>
    /// <param name="at">What belongs to the name, UTC.</param>
    /// <param name="name">Any text.</param>
    public static string Named(DateTimeOffset at, string name) =>
        Outside(at, BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name))));

    /// <summary>What <paramref name="id"/> says of its job, if a queue made it.</summary>
    /// <returns>None for what is no lower-case UUID of version 7.</returns>
    public static JobPlace? Read(string id)
    {
        if (!IsValid(id))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        Guid.ParseExact(id, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        var queue = ((bytes[6] & 0xF) << 12) | (bytes[7] << 4) | (int)((low >> 58) & 0xF);

        return new JobPlace(queue, (long)((low >> 26) & PlaceMask));
    }

    /// <summary>Whether the queue of that number made the job's id, so that it tells where the job is.</summary>
    public static bool IsOf(OjsJob job, int queue) => Read(job.Id) == new JobPlace(queue, job.Place);

    /// <summary>Whether it is a UUID of version 7 in lower case, OJS core's form of an id.</summary>
    public static bool IsValid(string id) =>
        id.Length == 36 && id[14] == '7' && id[19] is '8' or '9' or 'a' or 'b' &&
        !id.AsSpan().ContainsAnyExcept(Letters) && Guid.TryParseExact(id, "D", out _);
}

/// <summary>Where a job is.</summary>
/// <param name="Queue">The queue's number.</param>
/// <param name="Place">The job's place in it, from 0.</param>
public readonly record struct JobPlace(int Queue, long Place);
