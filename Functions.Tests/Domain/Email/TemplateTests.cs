using Serverless.Domain.Email;

namespace Serverless.Tests.Domain.Email;

public sealed class TemplateTests
{
    public static TheoryData<string> Names { get; } =
        ["confirm-email.txt", "confirm-email.html", "reset-password.txt", "reset-password.html"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_value_is_encoded_in_html_and_only_there(string name)
    {
        const string Hostile = "<b>\"'&{{greeting}}";
        string rendered = new Template(name).Render(new Dictionary<string, string> { ["greeting"] = Hostile, ["link"] = Hostile, ["lifetime"] = Hostile });

        bool html = name.EndsWith(".html", StringComparison.Ordinal);
        Assert.Equal(!html, rendered.Contains(Hostile, StringComparison.Ordinal));
        Assert.Equal(html, rendered.Contains("&lt;b&gt;&quot;&#x27;&amp;{{greeting}}", StringComparison.Ordinal));
        Assert.DoesNotContain("<b>\"", html ? rendered : "", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_missing_value_and_an_unused_value_are_errors(string name)
    {
        Assert.Throws<InvalidOperationException>(() => new Template(name).Render(new Dictionary<string, string> { ["greeting"] = "ann" }));
        Assert.Throws<InvalidOperationException>(
            () => new Template(name).Render(new Dictionary<string, string> { ["greeting"] = "ann", ["link"] = "x", ["lifetime"] = "1 hour", ["more"] = "y" }));
    }

    [Fact]
    public void An_unknown_template_is_an_error() =>
        Assert.Throws<InvalidOperationException>(() => new Template("none.txt").Render(new Dictionary<string, string>()));
}
