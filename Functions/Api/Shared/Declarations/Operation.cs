namespace Serverless.Api.Shared.Declarations;

/// <summary>
/// What can be called: a method of the RPC family or an endpoint of the other families. A class in a file of
/// its own; it declares who may call it with <see cref="PermissionAttribute"/>, and what it takes with a record.
/// </summary>
public abstract class Operation
{
    /// <summary>The record of its parameters.</summary>
    public abstract Type ParametersType { get; }

    /// <summary>Reads its declaration.</summary>
    /// <exception cref="InvalidOperationException">See <see cref="OperationDeclaration"/>.</exception>
    internal abstract OperationDeclaration Declare();

    /// <summary>Carries the call out. The caller is known and allowed, the parameters are checked.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Forced shutdown. A caller who went away does not cancel: half a change helps nobody.</param>
    internal abstract Task<Result> Invoke(Call call, CancellationToken cancellation);
}

/// <summary>For operations that take nothing.</summary>
public sealed record NoParameters;
