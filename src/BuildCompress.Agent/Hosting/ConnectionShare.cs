using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace BuildCompress.Agent.Hosting;

/// <summary>Lets no address hold all connections: those beyond its share are closed at once, so that others still get in.</summary>
/// <param name="share">Connections of one address.</param>
internal sealed class ConnectionShare(int share)
{
    private readonly ConcurrentDictionary<IPAddress, int> held = [];

    /// <summary>The connection's life, counted.</summary>
    public ConnectionDelegate Wrap(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        try
        {
            if (held.AddOrUpdate(address, 1, (_, count) => count + 1) > share)
                connection.Abort();
            else
                await next(connection);
        }
        finally
        {
            var left = held.AddOrUpdate(address, 0, (_, count) => count - 1);
            if (left == 0)
                held.TryRemove(KeyValuePair.Create(address, 0));
        }
    };
}
