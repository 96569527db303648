using Serverless.Domain.SignIn;

namespace Serverless.Tests.Domain.SignIn;

public sealed class ProgramNameTests
{
    private const string Chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.110 Safari/537.36";

    [Theory]
    [InlineData(Chrome, "Chrome v96.0.4664.110 on Windows 10")]
    [InlineData(Chrome + " Edg/96.0.1054.62", "Edge v96.0.1054.62 on Windows 10")]
    [InlineData(Chrome + " OPR/82.0.4227.43", "Opera v82.0.4227.43 on Windows 10")]
    [InlineData("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:95.0) Gecko/20100101 Firefox/95.0", "Firefox v95.0 on Ubuntu")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.2 Safari/605.1.15", "Safari v15.2 on Mac OS 10.15.7")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 15_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.2 Mobile/15E148 Safari/604.1", "Mobile Safari v15.2 on iOS 15.2")]
    [InlineData("Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.104 Mobile Safari/537.36", "Chrome v96.0.4664.104 on Android 12")]
    [InlineData("curl/7.88.1", "curl/7.88.1")]
    [InlineData("Cumulonimbus-Wrapper/2.1.0", "Cumulonimbus-Wrapper/2.1.0")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) Chrome/", "Mozilla/5.0 (Windows NT 10.0) Chrome/")]
    [InlineData("Mozilla/5.0 (SomeSystem) Firefox/95.0", "Mozilla/5.0 (SomeSystem) Firefox/95.0")]
    [InlineData("", "")]
    public void A_browser_is_named_with_version_and_system_and_other_programs_by_their_own_name(string userAgent, string name) => Assert.Equal(name, ProgramName.Of(userAgent));
}
