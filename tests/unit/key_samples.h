/* SPDX-License-Identifier: MIT */
/* Keys for tests, made by openssl 3.0. The passphrase of the encrypted ones is "secret". */
#ifndef APPBIN_TEST_KEY_SAMPLES_H
#define APPBIN_TEST_KEY_SAMPLES_H

/* The same as SEC1, with the curve in a block of its own. */
static const char ec_sec1_pem[] =
    "-----BEGIN EC PARAMETERS-----\n"
    "BggqhkjOPQMBBw==\n"
    "-----END EC PARAMETERS-----\n"
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49\n"
    "AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Z5A/4QCLi8\n"
    "maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
    "-----END EC PRIVATE KEY-----\n";

/* The key of RFC 6979, A.2.5, as PKCS#8. */
static const char ec_pkcs8_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\n"
    "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n"
    "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
    "-----END PRIVATE KEY-----\n";

/* Its public half. */
static const char ec_public_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYP7UuiVanTHJYet0xjVtaMBJuJI7\n"
    "Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==\n"
    "-----END PUBLIC KEY-----\n";

/* Encrypted: openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 2048. */
static const char ec_pbes2_pem[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhc34Cndn6kMgICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIvUmZC/dxlqZirGJKvRlwcEgZDc\n"
    "B2O5E2scdI/0nSARWNmWRL6Fs19xe//cT8XD53pjMcvyVz8QA7Fc5V/XGOHOqShH\n"
    "D5VtpSqFMQeu5Rr3/rc3m6tttq7hztGeM8yzlbqfF2cG90enixmIpZ8fvb7Hhf2a\n"
    "mdKjVu/iUKYLVe8xhHy8GxOK2bjpKTOYQMqdpIEdOV6T0sK8qiB5NSsCOvv1jcY=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

/* Encrypted: openssl pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA1. */
static const char ec_pbes2_des_pem[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHVMEAGCSqGSIb3DQEFDTAzMBsGCSqGSIb3DQEFDDAOBAi7r65i/dKYFQICCAAw\n"
    "FAYIKoZIhvcNAwcECByO7z1aI3U1BIGQovd2tlKHtYR8SBV9gAqro46HgKHyGs3c\n"
    "BUpmRv7noJkRMKZhWZSF3sXVuH24ogzqs+kr6dPVS19XhzNIHShTrye9+Z9ziCIB\n"
    "m78Sm7AcYgtM2tGfigVsI9bIGvk+uT20NpbFDTQbnQnvF2kW2ZPLRyfAMiugT1dm\n"
    "+DjPlb4qlvhUqpQXJAdo3/GXEREf1Htx\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

/* Encrypted with PBES1, which is not supported. */
static const char ec_pbes1_pem[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGxMBwGCiqGSIb3DQEMAQMwDgQIy5CpcN21w2ECAggABIGQuyjCiMNNlO/XoZHn\n"
    "atGcIMQ8nMauC3EG2t1ZYHGhu6TXqx8/MnLe7Csuf0BoiHzPVpkMV57u236IsGS8\n"
    "GOn08RQlWIZhuc1e8YeKifnaNR2NiXvhiB33RDSGqXv2nGss8gy8fpEttXbxbCkL\n"
    "BNgFl0oM2kkPHRflJ955oXQk67ddgoX+ztiwfaOKgf55K04q\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

/* Encrypted with scrypt, which is not supported. */
static const char ec_scrypt_pem[] =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAjrFqBZoxCUcgICQAAC\n"
    "AQgCAQEwHQYJYIZIAWUDBAEqBBAKbbp7v4lkCSsgRKFnZSgTBIGQJlCO5GTiFMvg\n"
    "6kLwW1qGqE01Gezk3T9xDTW6M62k2P7DqPN+zzGTghtJhSQT293ZnEmolnR78FIN\n"
    "sroT3HX5ltP2rG1pbsDZ+bbh/xBVZAsockou4D81dT/k7T6GiGg75zQlnHwGrUrJ\n"
    "DovlwjAt75TUr1fm+PzG6F5YbxBZcLJU9RGE++Scly6PiO1zS0Nc\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

/* PEM encryption: openssl ec -aes256. */
static const char ec_aes_pem[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-256-CBC,E362F1E31B14A3250719C30A3E5F770E\n"
    "\n"
    "B0AOboW7y15Kzb/96OmVpx5Ens73kGmkC6yK8pONY5WvaLJrlzFVSQc2kopFuuaf\n"
    "q9rz1CM6CQINSsHgyGmuaYfPDGmu0bOCGim59cvoTEbIyweX1vD64vnCGt1i885N\n"
    "pZJSXiMMYHWfTp/TEhHXEGgb5w1PbTLmtK1FwjN0oxE=\n"
    "-----END EC PRIVATE KEY-----\n";

/* PEM encryption: openssl ec -des3. */
static const char ec_des_pem[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: DES-EDE3-CBC,E58F69385FBB8B05\n"
    "\n"
    "hUrTxB3no/QmYoJ0FagLbNHsD3tIyCT4wXXpo+b/KFy/RdOzpADMcrxXTg037pIR\n"
    "ownO2gChf3DOh1FY3/cxobBYbmpFH4L5P8VxlD6guUYvaPtvg5X0GfFwa2Y5eaux\n"
    "ioIrXeigvmcVUQFNKt4VVY5ZmdZilw9OMkHGRsaQ1mY=\n"
    "-----END EC PRIVATE KEY-----\n";

/* PEM encryption with a cipher that is not supported. */
static const char ec_camellia_pem[] =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: CAMELLIA-256-CBC,99AF680630F92520A640CC0851C32DDF\n"
    "\n"
    "LiBwSp8fxmUksWJ0wY/HNupwpytmbfvynjFWhJHhWDLutYX8sLaZRXua3fhtsHQ0\n"
    "WST/T7SyKMPxyrMm8ZaSjP9yG2+EtzCyJ6RmrXaNBWZty+nxNQumUWFbS4cOWr5t\n"
    "E2YTW2DFiRMMdumAMUX6X98d2ygri3wl2PcbVGv1Vjs=\n"
    "-----END EC PRIVATE KEY-----\n";

/* The curve as numbers. */
static const char ec_explicit_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIBeQIBADCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAAB\n"
    "AAAAAAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA\n"
    "///////////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMV\n"
    "AMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg\n"
    "9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8A\n"
    "AAAA//////////+85vqtpxeehPO5ysL8YyVRAgEBBG0wawIBAQQgya+p2EW6dRZr\n"
    "XCFXZ7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4\n"
    "kjth+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
    "-----END PRIVATE KEY-----\n";

/* A compressed point. */
static const char ec_compressed_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADYP7UuiVanTHJYet0xjVtaMBJuJI7\n"
    "Yfps5mliLmDyn7Y=\n"
    "-----END PUBLIC KEY-----\n";

/* Made with it. */
static const char certificate_pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBdjCCARugAwIBAgIUWRBZgdnXkvM4Lit4hpOkqqPBYBMwCgYIKoZIzj0EAwIw\n"
    "DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjMwNTAyMzlaGA8yMTI2MTAzMDA1MDIz\n"
    "OVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGD+\n"
    "1LolWp0xyWHrdMY1bWjASbiSO2H6bOZpYi5g8p+2eQP+EAi4vJmkGunpVii8ZPLx\n"
    "sgwtfp9Rd6PClNRGIpmjUzBRMB0GA1UdDgQWBBQalWlXm84ympQtB2nJwLVkMVY3\n"
    "EDAfBgNVHSMEGDAWgBQalWlXm84ympQtB2nJwLVkMVY3EDAPBgNVHRMBAf8EBTAD\n"
    "AQH/MAoGCCqGSM49BAMCA0kAMEYCIQC8ja/DDibfXsvdSRTzlxtMxaOtbph6ul+8\n"
    "zAfB4pJ9wQIhALIRXeLh9aukHpa1TR6V/hhif9iRlwnEwG4P9tzXtkGF\n"
    "-----END CERTIFICATE-----\n";

/* P-384. */
static const char p384_pem[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDDXiT702m33vqj7Wq26\n"
                               "sz+z6smuOSyC9+UDeOevijg58jXuib7qqHXPFtaBKOjHSB+hZANiAAT+Po81v11O\n"
                               "JU+oecHJPRA3JfKrkzEh6Ogaw5T0wqyAxgDBGA+ioUOOAIXFazaIaxaCPcL+l/GT\n"
                               "Ycx2N5SNnkdavYr2FI7BHPH8f2O6+d8DV0cnigW5XfMWv4MOv4xfjhE=\n"
                               "-----END PRIVATE KEY-----\n";

/* Ed25519. */
static const char ed25519_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIDaZkHIQEez/tDc7gOfnqkoH0QZ+7qJs8KKrdFqnWSnb\n"
    "-----END PRIVATE KEY-----\n";

/* RSA, PKCS#8. */
static const char rsa_2048_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDgyQ1PZHfriAw1\n"
    "/M48R6n4ySsU9PoOUtTmcgY3+Bgu/+3wso7EDjlUX0xnbCKrOjL8mmZvetU+RKQy\n"
    "rwfVMykGluNuCq5ZjpmQrjEPB8502qCCqkMHdQxJPnG6/n5EfgjUxNEQs8UWSq6q\n"
    "nfAfd884ephbSvLM8faF6EzudawfUMAfv/gZaIFPFMrRHMW6fLN45ZMhbau05ZJd\n"
    "xsXx0E7ovIzKOGPbMU1gkPNS4rqgCCZSE19o3+GJfkwppaip25627m6s8QK9Py5v\n"
    "3jYsTGwSTZBs3oh843kRMn4SLYGF4zrcYWZsnGY0ch0Ld/ugD6XoapQCnuiHSa8i\n"
    "r40G/cKbAgMBAAECggEAEw0nOiPfQBCjTE4VYqmGP+Y45wlOSjl9/twKJ+M4lX8u\n"
    "ePiBPh+gf0SmcpuJIq8HlD430Vn9Sc5ChmMsTEcOQpc2RmTUWxXJcSg6UzZLqr6+\n"
    "3OQ2UyL5/Bk1RW59YCu4buQRfhNmcFm7DQ3exKQAZZ6KXC5xfqpBRR8nqgxCHtMt\n"
    "/dGWRoDqoPMDLXdgWrqTqC2XKQHe6Vzuwg21ItZlvNevrFz1yJDKYbUiU4vHuD3l\n"
    "e6uNX/i/Xv0G/6zdG0kPi2nveiC3wo9bUDB1z+EwcjpD3PvzC0drDeIEsGPzPiTE\n"
    "VDZDW+4k/4qeZwQ7A6ps+bff/klQzbB2T3RCXSdw3QKBgQD/8HylPkURwUL4AcsZ\n"
    "auYmHwvn8qV4ObbqrDLnoqd/mTZCfH0onoT+ePNgPzpyxaAmbFyd8klLxQZrNfek\n"
    "kkTbf6BUbsuUymuwt7g82w1baD4qyvWxlqW3dBkNnE9li2n0uBQhFQOO8zLpLzgK\n"
    "uoK32CDJYq9kErgSA6o5lfifzwKBgQDg1q1BG4/Iybp/KOPaEnpCSJ/tSuUOcCay\n"
    "/G1mCd0JU0jIuQr7MgvUYLxt68M6+GeY9HvURC88/VizRMGXOT/BPEKzWMDkXF0v\n"
    "5XbKXD0Lk0hV4bR7N+OjLmQNvhUQYf0Wz0OK+S8d1MtuIiMiVOdZfWkHqXBO7EuP\n"
    "EWX7ghT3dQKBgQDXCCBRXS3+qtcvM6KGKnBPWwpPyGgJyMPMCv2B7AC6jekulxU4\n"
    "yWaHvusL1FOxFiVl4uk1stiuFk08Sk1UMag0mtgD2EqnKiKsiM78Ijbos353yan/\n"
    "mMiGh7581vVGJYnSF86htNwWgHInxIpbSTSGbcmuKYGenLOWPwoH8969tQKBgAbn\n"
    "EFKbYgKsDsmwm64qOw6l5CMI1Zdn4ghEr6ceTmbm46kl5SxpEOvoPGCziD7bOXL8\n"
    "roCJx1l7/akjRz45R7fK/dE7vFBGdaXuyYLU6hrc3q+kSkIuKRLtbazuVP83wulc\n"
    "W5p8o/GqgsRSz/lR2fhpXTwa+5OwtXEi+5qJF9OxAoGAE6wDlw4nCY0IDhGmyYCQ\n"
    "dhfmZNrSRuUlcNFCASC2PIJww2nS3vZc6EoOvhsh4sFSRoUQm5K8Sdx9R2hGRjY6\n"
    "S0zHbFlyWLalYpEktP+uG4Erj+uopdu9jXHlLI6Bxw1fG0BdM2kueZ/dUl93GnIJ\n"
    "my+wA+xjtE9VRKLdShTR8lc=\n"
    "-----END PRIVATE KEY-----\n";

/* The same as PKCS#1. */
static const char rsa_pkcs1_pem[] =
    "-----BEGIN RSA PRIVATE KEY-----\n"
    "MIIEowIBAAKCAQEA4MkNT2R364gMNfzOPEep+MkrFPT6DlLU5nIGN/gYLv/t8LKO\n"
    "xA45VF9MZ2wiqzoy/Jpmb3rVPkSkMq8H1TMpBpbjbgquWY6ZkK4xDwfOdNqggqpD\n"
    "B3UMST5xuv5+RH4I1MTRELPFFkquqp3wH3fPOHqYW0ryzPH2hehM7nWsH1DAH7/4\n"
    "GWiBTxTK0RzFunyzeOWTIW2rtOWSXcbF8dBO6LyMyjhj2zFNYJDzUuK6oAgmUhNf\n"
    "aN/hiX5MKaWoqduetu5urPECvT8ub942LExsEk2QbN6IfON5ETJ+Ei2BheM63GFm\n"
    "bJxmNHIdC3f7oA+l6GqUAp7oh0mvIq+NBv3CmwIDAQABAoIBABMNJzoj30AQo0xO\n"
    "FWKphj/mOOcJTko5ff7cCifjOJV/Lnj4gT4foH9EpnKbiSKvB5Q+N9FZ/UnOQoZj\n"
    "LExHDkKXNkZk1FsVyXEoOlM2S6q+vtzkNlMi+fwZNUVufWAruG7kEX4TZnBZuw0N\n"
    "3sSkAGWeilwucX6qQUUfJ6oMQh7TLf3RlkaA6qDzAy13YFq6k6gtlykB3ulc7sIN\n"
    "tSLWZbzXr6xc9ciQymG1IlOLx7g95XurjV/4v179Bv+s3RtJD4tp73ogt8KPW1Aw\n"
    "dc/hMHI6Q9z78wtHaw3iBLBj8z4kxFQ2Q1vuJP+KnmcEOwOqbPm33/5JUM2wdk90\n"
    "Ql0ncN0CgYEA//B8pT5FEcFC+AHLGWrmJh8L5/KleDm26qwy56Knf5k2Qnx9KJ6E\n"
    "/njzYD86csWgJmxcnfJJS8UGazX3pJJE23+gVG7LlMprsLe4PNsNW2g+Ksr1sZal\n"
    "t3QZDZxPZYtp9LgUIRUDjvMy6S84CrqCt9ggyWKvZBK4EgOqOZX4n88CgYEA4Nat\n"
    "QRuPyMm6fyjj2hJ6Qkif7UrlDnAmsvxtZgndCVNIyLkK+zIL1GC8bevDOvhnmPR7\n"
    "1EQvPP1Ys0TBlzk/wTxCs1jA5FxdL+V2ylw9C5NIVeG0ezfjoy5kDb4VEGH9Fs9D\n"
    "ivkvHdTLbiIjIlTnWX1pB6lwTuxLjxFl+4IU93UCgYEA1wggUV0t/qrXLzOihipw\n"
    "T1sKT8hoCcjDzAr9gewAuo3pLpcVOMlmh77rC9RTsRYlZeLpNbLYrhZNPEpNVDGo\n"
    "NJrYA9hKpyoirIjO/CI26LN+d8mp/5jIhoe+fNb1RiWJ0hfOobTcFoByJ8SKW0k0\n"
    "hm3JrimBnpyzlj8KB/PevbUCgYAG5xBSm2ICrA7JsJuuKjsOpeQjCNWXZ+IIRK+n\n"
    "Hk5m5uOpJeUsaRDr6Dxgs4g+2zly/K6AicdZe/2pI0c+OUe3yv3RO7xQRnWl7smC\n"
    "1Ooa3N6vpEpCLikS7W2s7lT/N8LpXFuafKPxqoLEUs/5Udn4aV08GvuTsLVxIvua\n"
    "iRfTsQKBgBOsA5cOJwmNCA4RpsmAkHYX5mTa0kblJXDRQgEgtjyCcMNp0t72XOhK\n"
    "Dr4bIeLBUkaFEJuSvEncfUdoRkY2OktMx2xZcli2pWKRJLT/rhuBK4/rqKXbvY1x\n"
    "5SyOgccNXxtAXTNpLnmf3VJfdxpyCZsvsAPsY7RPVUSi3UoU0fJX\n"
    "-----END RSA PRIVATE KEY-----\n";

/* Its public half. */
static const char rsa_public_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA4MkNT2R364gMNfzOPEep\n"
    "+MkrFPT6DlLU5nIGN/gYLv/t8LKOxA45VF9MZ2wiqzoy/Jpmb3rVPkSkMq8H1TMp\n"
    "BpbjbgquWY6ZkK4xDwfOdNqggqpDB3UMST5xuv5+RH4I1MTRELPFFkquqp3wH3fP\n"
    "OHqYW0ryzPH2hehM7nWsH1DAH7/4GWiBTxTK0RzFunyzeOWTIW2rtOWSXcbF8dBO\n"
    "6LyMyjhj2zFNYJDzUuK6oAgmUhNfaN/hiX5MKaWoqduetu5urPECvT8ub942LExs\n"
    "Ek2QbN6IfON5ETJ+Ei2BheM63GFmbJxmNHIdC3f7oA+l6GqUAp7oh0mvIq+NBv3C\n"
    "mwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

/* Its public half as PKCS#1. */
static const char rsa_public_pkcs1_pem[] =
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIIBCgKCAQEA4MkNT2R364gMNfzOPEep+MkrFPT6DlLU5nIGN/gYLv/t8LKOxA45\n"
    "VF9MZ2wiqzoy/Jpmb3rVPkSkMq8H1TMpBpbjbgquWY6ZkK4xDwfOdNqggqpDB3UM\n"
    "ST5xuv5+RH4I1MTRELPFFkquqp3wH3fPOHqYW0ryzPH2hehM7nWsH1DAH7/4GWiB\n"
    "TxTK0RzFunyzeOWTIW2rtOWSXcbF8dBO6LyMyjhj2zFNYJDzUuK6oAgmUhNfaN/h\n"
    "iX5MKaWoqduetu5urPECvT8ub942LExsEk2QbN6IfON5ETJ+Ei2BheM63GFmbJxm\n"
    "NHIdC3f7oA+l6GqUAp7oh0mvIq+NBv3CmwIDAQAB\n"
    "-----END RSA PUBLIC KEY-----\n";

/* RSA of 1024 bits. */
static const char rsa_1024_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBALgDSS5a/0wsa1Yi\n"
    "dRy5XIQXcYOF15e21M3Kqo8JsZ7CG0JLIQF6hKXqCRNf3mIbKfTrXxNxvwGBlpVH\n"
    "TJs7VMqlhS4e4UCbXsx8lw2qejpwTvmmbjOjaRMxxpE0gOiX9tiL/FAy1y+KCg6l\n"
    "zo13kCLdFXDWB71q+GgOdG6dcVxTAgMBAAECgYEAinLGc985aHmfRM5mKPd6GVR+\n"
    "LsPcAyUnlbKfg0F654UJ92YJblBdT2v36iDedBgWCFWzUjDp0ltLDgP4Km+Iii1A\n"
    "Jgd9B92aG7o4kTqLKXSHnG64XBTOHBcm1IIY/fvNKSl82F1+yqruKSHOnyKZ6pbK\n"
    "eKs2irZZ7H3f8u8+f+kCQQDbzW3M1AKbvDrup7tKRT3Psp/S5FPWwstiCzkVOWl4\n"
    "uTgKtfeFToSblRf7vND39rQ7fEdBOvDFHnJxRixTxkovAkEA1lED9JBGYUVum2fp\n"
    "1Ysvehu/Cas4y6grvQFt7t++hQI3zLH/g1L5SWwkdf9PpFCsighaDEGBUO04vToi\n"
    "KlgbHQJAJ9/HiH35jykBg+P3zQxsny4nYkm7j908qiehDmGg6Z6oNQE3yv4oflT4\n"
    "ydlCC4m8voHYJ1Q683eHiVcSmYwCTwJBAIdUOwIoRDjR5gj9sdsk+4LImHYbh06a\n"
    "T5wWlftbj2tfvipkT2r2bvFc9x0HbZvdUUYMBghtKKIYWVarqb1BS0UCQDN2oiM2\n"
    "vRjS3ql8rJ/1tkgq7uto7GbLgAkWCkvqLx9czieX3e17POUD037mFSjeFwJw5gXP\n"
    "fXPNlbw6RGpvTq8=\n"
    "-----END PRIVATE KEY-----\n";

/* RSA with the exponent 3. */
static const char rsa_e3_pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC2beCib7EJT5Zu\n"
    "B0zLn914W8aCR8gMXECEtDHjgkVBFf3UnzeXDDTjD6C0UKFr9Dti2J1uxHL0W1om\n"
    "ahMX/ZjpaQiADDY5TNRDllSXYL1eRd3eh8fupkL4MugOSqURbkWM+c8upLCw/Wdd\n"
    "7gyFrHftVz6qXgF15O4Dg1+vXhi7RtrcdLguNCfJYpe0rm4a9QKzMRN/zHkC97Jc\n"
    "W6CAVyPXFH9bpzuyMmmNVe+kMVlN+56OndWV1OA8L8+vyiCFvLNUUoDYNIQpLrQD\n"
    "m+8Jaw4yY+RQq0j4Ypnrvw8LQLAbK9fr1BmH/rRaqwYGiFOLLcGuvL1kC8+aolCj\n"
    "bxT6gNHdAgEDAoIBAHmelcGfy1uKZElaMzJqk6WShFbahV2S1a3NdpesLitj/o2/\n"
    "emSyzey1Fc2LFkf4J5c7E58tofg85sRGt2VTu0ZGBaqyztDd4te5jbpAfj7ZPpRa\n"
    "hUnELKV3RV7cbgue2Qimih8YdctTmj6eswPIT/OPfxw+q6Pt9AJXlR+UEHzYxn7t\n"
    "OYpcJk9z5Bi2xOrSXG3WApvaSY54z0X7GhrzaJjpO3rEkQAhhYOTQdgUao0ZcZeR\n"
    "Wp6Xmpp4qtLCWVuqSDyX0qQfoiFz9SsoUCUD2uzJVcIhFF3nXi8AnlXMxQOXEhp5\n"
    "EjuLb1vJg8HZG1IHRh9HvOuiXE9bdUQa/8y0ntMCgYEA5o062HJGi7Cc1Mp2mHZ7\n"
    "xHgBS+0QQdRiCWOPkyVGbksNSHNYDYR25TfvniipWh0pF9n0ymLflL1RDjrcdK7D\n"
    "WnRcujdTf3j7Zn69KoXxIMzBnECtnNF0R+1QDk59rhSR2NDc/kk+MzSTSnE0PCdc\n"
    "Ul31HHEQWZni04o5eRZTF18CgYEAypDWCWxjYqGX7MUlrkQ9s5Zuw6j0yNjgcg/T\n"
    "ZjKjmKapXbAoVK2JPBAJbrdpX10sXFFPA0UR45cpwTjKJc157IUSCqqxkX4FXcQi\n"
    "TEv0JQJ0R2zMDZoTRLfuEzwP2oE3Y/NBf+VvWhxpdfKObmjGhiHcBZGH64m2TTMN\n"
    "HDEezEMCgYEAmbN8kEwvB8sTOIb5uvmn2FAA3Ui1gThBW5e1DMOESYdeMEzlXlhP\n"
    "Q3qfvsXGPBNwupFN3EHqYyjgtCc9ox8s5vg90Xo3qlCnmanTca6gwIiBEtXJEzZN\n"
    "hUjgCYmpHrhhOzXoqYYpd3hiMaDNfW+S4ZP4vaC1kRFB4lwmULmMuj8CgYEAhws5\n"
    "W52XlxZlSINudC1+d7mfLRtN2ztATAqM7sxtEG8bk8rFjckGKAqw9HpGP5Ny6DY0\n"
    "rNi2l7ob1iXcGTOmna4MBxx2YP6uPoLBiDKiw1b4L53dXma3gyVJYigKkat6QqIr\n"
    "qpj05r2bo/cJnvCEWWvoA7ZanQZ5iMyzaCC/MtcCgYEA3liaDd2/c3iIr4jk5Cds\n"
    "b55UxXPE5TzIznZRwV9I0R8vCpoC9e3GQk3Wg/MNSwCT6zxAs+2zDrN5zWWa/B7p\n"
    "gWmrkYra4aS3dM0/Q5z+xbrrMbL5kfp8GvuAw7RUc5iH6a1QaNKLfROTBfb7gpyb\n"
    "62WEK2K+C06Lm3AI1OwVNS8=\n"
    "-----END PRIVATE KEY-----\n";

#endif
