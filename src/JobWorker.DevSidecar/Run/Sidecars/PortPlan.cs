using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JobWorker.DevSidecar.Run.Template;

namespace JobWorker.DevSidecar.Run.Sidecars;

/// <summary>Gives every sidecar its ports, and finds out before anything starts which of them are taken.</summary>
internal static class PortPlan
{
    private static readonly string[] OfSidecar = ["daprHTTPPort", "daprGRPCPort"];

    /// <summary>The apps with the ports that the file leaves open filled in.</summary>
    /// <exception cref="RunException">A port is taken, or two want the same one; every such port is named.</exception>
    public static IReadOnlyList<RunApp> Assign(IReadOnlyList<RunApp> apps)
    {
        var wanted = (from app in apps
                      from field in RunFields.Ports
                      where app.Port(field) > 0
                      select (App: app.Id, Field: field, Port: app.Port(field))).ToList();
        string[] problems =
        [
            .. from same in wanted.GroupBy(want => want.Port)
               where same.Count() > 1
               select $"Port {same.Key} is wanted by {string.Join(" and ", same.Select(want => $"{want.App} ({want.Field})"))}.",
            .. from want in wanted
               where !IsFree(want.Port)
               select $"Port {want.Port}, which {want.App} wants as {want.Field}, is in use. See who has it: {Look(want.Port)}",
        ];

        return problems.Length > 0 ? throw new RunException(string.Join('\n', problems)) : Fill(apps);
    }

    /// <summary>The first free port from here on.</summary>
    public static int FirstFree(int from) => Enumerable.Range(from, 65536 - from).First(IsFree);

    /// <summary>How a person finds the process that has a port.</summary>
    public static string Look(int port) => $"ss -ltnp 'sport = :{port}'";

    private static List<RunApp> Fill(IReadOnlyList<RunApp> apps)
    {
        // Held until all are chosen, so that none is chosen twice.
        List<TcpListener> held = [];
        List<RunApp> filled = [];
        foreach (var app in apps)
        {
            var next = app;
            foreach (var field in OfSidecar.Where(field => app.Port(field) <= 0))
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                held.Add(listener);
                var port = ((IPEndPoint)listener.LocalEndpoint).Port;
                next = next.With(field, port.ToString(CultureInfo.InvariantCulture));
            }

            filled.Add(next);
        }

        held.ForEach(listener => listener.Dispose());
        return filled;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
