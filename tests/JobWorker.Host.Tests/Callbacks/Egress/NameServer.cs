using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JobWorker.Host.Tests.Callbacks.Egress;

/// <summary>A DNS server on a loopback UDP port: each question for an A record gets the next of its answers, and so does a stub resolver.</summary>
internal sealed class NameServer : IDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentQueue<IPAddress[]> _answers;
    private readonly Task _serving;

    /// <param name="answers">Addresses in the order of the questions; time to live 0.</param>
    public NameServer(params IPAddress[][] answers)
    {
        _answers = new ConcurrentQueue<IPAddress[]>(answers);
        _serving = ServeAsync();
    }

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public void Dispose()
    {
        _socket.Dispose();
        _serving.Wait(TimeSpan.FromSeconds(10));
    }

    /// <summary>Asks the server over UDP, as the system's resolver would.</summary>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel)
    {
        using var client = new UdpClient(AddressFamily.InterNetwork);
        await client.SendAsync(Question(host), (IPEndPoint)_socket.Client.LocalEndPoint!, cancel);
        var answer = (await client.ReceiveAsync(cancel)).Buffer;

        return answer[7] == 0 ? throw new SocketException((int)SocketError.HostNotFound) : Addresses(answer, SkipQuestion(answer));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync();
                Asked.Enqueue(Name(query.Buffer));
                await _socket.SendAsync(Answer(query.Buffer, _answers.TryDequeue(out var next) ? next : []), query.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The end of the test.
        }
    }

    private static byte[] Question(string host) =>
    [
        0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0,
        .. host.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]),
        0, 0, 1, 0, 1,
    ];

    private static byte[] Answer(byte[] query, IPAddress[] addresses) =>
    [
        query[0], query[1], 0x81, 0x80, 0, 1, 0, (byte)addresses.Length, 0, 0, 0, 0,
        .. query.AsSpan(12, SkipQuestion(query) - 12),
        .. addresses.SelectMany(Record),
    ];

    /// <summary>The name by a pointer to the question, type A or AAAA, class IN, time to live 0.</summary>
    private static byte[] Record(IPAddress address) => address.GetAddressBytes() is { Length: 4 } v4
        ? [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, .. v4]
        : [0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 0, 0, 16, .. address.GetAddressBytes()];

    private static IPAddress[] Addresses(byte[] answer, int at)
    {
        var found = new List<IPAddress>();
        for (var i = 0; i < answer[7]; i++)
        {
            var length = answer[at + 11];
            found.Add(new IPAddress(answer.AsSpan(at + 12, length)));
            at += 12 + length;
        }

        return [.. found];
    }

    private static int SkipQuestion(byte[] message)
    {
        var at = 12;
        while (message[at] != 0)
        {
            at += message[at] + 1;
        }

        return at + 5;
    }

    private static string Name(byte[] message)
    {
        var labels = new List<string>();
        for (var at = 12; message[at] != 0; at += message[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
        }

        return string.Join('.', labels);
    }
}
