using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>Checks that a method without a declared permission stops the start, and that only methods that permission-matrix.txt opens to anonymous callers need no credential.</summary>
public sealed class EveryMethodHasAPermission(AzuriteFixture azurite)
{
    [Fact]
    public void Reports_a_method_without_a_permission()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new MethodDeclaration(new Forgotten()));
        Assert.Contains(typeof(Forgotten).FullName!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_a_method_with_an_empty_permission()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new MethodDeclaration(new Empty()));
        Assert.Contains(typeof(Empty).FullName!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_an_undeclared_permission_with_its_method()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => new MethodDeclaration(new Misspelt()));
        Assert.Contains(typeof(Misspelt).FullName!, refused.Message, StringComparison.Ordinal);
        Assert.Contains("\"admni\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_without_a_valid_permission_stops_the_start()
    {
        await using var app = new TestApp(azurite) { Configure = services => services.AddSingleton<Operation, Forgotten>() };
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(async () => await app.InitializeAsync());
        Assert.Contains(typeof(Forgotten).FullName!, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_every_method_is_refused_except_the_open_ones()
    {
        await using var app = new TestApp(azurite);
        await app.InitializeAsync();
        var passed = new List<string>();
        foreach (var method in app.Get<Catalogue>().All<MethodDeclaration>())
        {
            foreach (var verb in (HttpMethod[])[HttpMethod.Get, HttpMethod.Post])
            {
                using var request = new HttpRequestMessage(verb, "/api" + method.Id);
                var answer = await app.Rpc.Send(request);
                if (verb == HttpMethod.Get && !method.AllowsGet)
                {
                    Assert.Equal(RpcStatus.HttpMethodNotAllowed, answer.Status);
                }
                else if (answer.Status != RpcStatus.InsufficientPermissions)
                {
                    passed.Add(method.Id);
                }
                else
                {
                    Assert.Equal(401, answer.HttpStatus);
                }
            }
        }

        Assert.Equal(PermissionMatrix.OpenMethods(), passed.Distinct());
    }

    private abstract class Idle : RpcMethod<NoParameters>
    {
        protected override Task<Result> Invoke(NoParameters parameters, Serverless.Api.Rpc.Protocol.RpcCall call, CancellationToken cancellation) => Task.FromResult(Result.Ok());
    }

    private sealed class Forgotten : Idle;

    [Permission]
    private sealed class Empty : Idle;

    [Permission("admni")]
    private sealed class Misspelt : Idle;
}
