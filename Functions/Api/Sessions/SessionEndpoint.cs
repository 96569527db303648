using Serverless.Api.Shared.Endpoints;

namespace Serverless.Api.Sessions;

/// <summary>An endpoint of the session family.</summary>
/// <typeparam name="TParameters">See <see cref="Endpoint{TParameters}"/>.</typeparam>
public abstract class SessionEndpoint<TParameters> : Endpoint<TParameters>
    where TParameters : class
{
    /// <inheritdoc />
    public sealed override Family Family => SessionFamily.Instance;
}
