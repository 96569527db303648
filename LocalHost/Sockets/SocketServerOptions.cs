using System.Security.Cryptography;

namespace Serverless.LocalHost.Sockets;

/// <summary>Configures how the local host serves sockets in place of Azure Web PubSub. An app that does not register these options serves no sockets.</summary>
public sealed record SocketServerOptions
{
    /// <summary>The largest frame in bytes that is read. A larger frame ends the connection, as in Web PubSub.</summary>
    internal const int LargestFrame = 1024 * 1024;

    /// <summary>Gets whether the local host serves sockets. It is false if another service holds them.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Gets the hub that clients connect to.</summary>
    public string Hub { get; init; } = "api";

    /// <summary>Gets the paths at which clients connect, in addition to <c>/client/hubs/{hub}</c>.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Gets the route of the function that handles events, as in <c>api/sockets/{event}</c>.</summary>
    public string EventHandler { get; init; } = "";

    /// <summary>Gets the key that signs events. By default it is generated at start.</summary>
    public string AccessKey { get; init; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Gets the user id of anonymous connections. <see cref="MaximumPerUser"/> does not apply to them.</summary>
    public string AnonymousUser { get; init; } = "anonymous";

    /// <summary>Gets the maximum number of connections of one user.</summary>
    public int MaximumPerUser { get; init; } = 50;

    /// <summary>Gets the maximum number of connections of this process.</summary>
    public int MaximumPerInstance { get; init; } = 10_000;

    /// <summary>Gets the time after which a connection is dropped if nothing arrives from it.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Gets the largest frame in bytes that is passed to the event handler in full.</summary>
    public int MaximumFrame { get; init; } = 64 * 1024;

    /// <summary>Gets the maximum number of bytes that wait to be sent to one client.</summary>
    public int MaximumBacklog { get; init; } = 1024 * 1024;
}
