/* SPDX-License-Identifier: MIT */
/*
 * Signatures of the message "sample" by rsa_2048_pem of key_samples.h, one right and the others
 * wrong, made by openssl 3.0. Where no command is named: openssl pkeyutl -sign -inkey key.pem,
 * with pss="-pkeyopt rsa_padding_mode:pss -pkeyopt rsa_pss_saltlen".
 */
#ifndef APPBIN_TEST_SIGNATURE_SAMPLES_H
#define APPBIN_TEST_SIGNATURE_SAMPLES_H

/* -pkeyopt digest:sha256 $pss:32 -in digest */
static const char rsa_right[] = "3f0d2947d06cd5bbf1e6f0ea781d8cc9630ab2c11d3f7d8837acc3b15fedeb86"
                                "238c78e08702b362b109c6ed7af773a581533ea1609fe6ffbbffe8c2b59939c4"
                                "ab7d94b0e443d840f5dd33ad5b38ceab93d9fa02c5f958e8aebbdf16342b6841"
                                "2ce70d9df333dbf026a624568b7bf4968750fa258e36dda82be9a8f3356d84a6"
                                "9ca167638e9d557df676d55682f222973b9d026f6a0a4a84f9cdefa3ef03a821"
                                "2c48534cafac43248355a70387b77224fd17d047b5e4513764b39c64324f2e10"
                                "e05fed28ad7d2390259d9bf4c3e96d6ce73b861bd8985fbea26757b44edf5aca"
                                "ec5c2b0e5c3219030337cf6c4e548db2316d35130dcd8055c6432725e71401f6";

/* -pkeyopt digest:sha256 $pss:20 -in digest */
static const char rsa_salt20[] = "a6c27a75bdd826fc1ce813459d8be25dbb6eb5bf6e1c9bcdd9a5c5e2d530a5d8"
                                 "15c0ddcd9f654f4fd8c9110734e4c89b4ff0b82fd719581a7a00372cfe7a7a35"
                                 "d2b147ec529c9e18e574f532045073f6a06332a5fc7b0f3ad7d84741e45b0fae"
                                 "0cb2cbeefad50b4b3658bc28cb287d9ecbf9be8932790073533c3fca4ddb9411"
                                 "9b18c412755ad5e2569ef9f1d53acb3400a669136094eb8d6c20d24d333d54d8"
                                 "76fc4833761decd7c1906eb63d9ff69e5be3ff39b69b2ad48b07d33b36c08009"
                                 "7fb40d781e3d08f81fb29957a1ce7d8938373bc22d893a4b9d13767b0dc6c97f"
                                 "6d52a43599f4be44b7e5e62c2ced25d579bcf654903834ac8c0eb33c273caf47";

/* -pkeyopt digest:sha256 $pss:max -in digest */
static const char rsa_salt_max[] =
    "b042a4a1d30ee5adfcda5531095369bacb0298afc2fe30ea09d0e93b76795907"
    "ed91acd6e089d01d66fbd16b15346f957fdfdc8f5a72dec5836cb5b862da9f27"
    "16a2e24987ea9b37a6294762d3507d0d5accb8034fe94c02c049fb22dc985385"
    "243a056afa1402ae8ae23e37c16e322f03a81f39ebe8252609df43776baa3c93"
    "1594f1430e064bc1d620b5ecd1ee4a0033eb17662413ce97842834234fe9a32e"
    "1bf9f98ea95627b538e0a279d7a44bf312fc704816ded67b34e79305fa87324c"
    "a4ecb72502ccd6d777a3585e092084f0565e9a40c385d1dbe65ca3d971dfd864"
    "b00a833c7128d7a3e36a3868875d8d11246816fbaa14fa166b7bd08044b640ce";

/* -pkeyopt digest:sha256 $pss:32 -pkeyopt rsa_mgf1_md:sha1 -in digest */
static const char rsa_mgf1_sha1[] =
    "72345e38431d2edc58f8143e25a2761c388efd024ff283995d972ca29cb004ab"
    "a0055cda7fc0b4f69661970d928587b514f1a4cc2b75a1fb4248cc13a42fa713"
    "6bf165fad04859b82990b4d1303df2b9b284f10ec645e127b2370e4159284afc"
    "1582685b4d8006ecce82efd0806b37f14748f82933389d617af5c5a3ee84484b"
    "248a94b42cb02faa66db05cc2df359d5acd12f58cb3be6681843aaa78c865c3f"
    "81d73b97fa2dc6cadf46fcb9aff0c8125cc2c9ea35a335217143fcb2aebb6cb1"
    "33dc5f068942df43f6277787537bedecc8e12567ab6584b6a9e2767f95285288"
    "4669e81af3261a7ef660c9314dc0b67ad586b1b1c0bc0cc1c16db76e2c986fb6";

/* -pkeyopt digest:sha256 $pss:32 -in digest-of-digest */
static const char rsa_hashed_again[] =
    "a68fa0fabd947c9255dd7af62540046b67d22297cab94d420c135f1b093dee98"
    "e7b3ac6a62de6b37a6c47866443fad4027e470e495a0b90f56b212246b85928a"
    "87b1a23cf9bd7cd05391f03cc791975983aac3e2b605ad1a96e4096e0e73e3a6"
    "d2550f3ca71eb395ba7f152742cfce96852910beca108591ec0a083474bf6791"
    "8dc1a38d3b15cba5bfd10c51e70d11baa2ca94cecaafebf8d96ce1eff2ecb4ee"
    "4d126ffdfe58094ef8251b09d2e9c7f0bd1b461ad0cf869c54e3e2d9a603562c"
    "c991f8b337895f17d502597ccbbf688a54e937500293863b9e3d1a16434283d9"
    "c5c20e8f839765b9fbdd45e71aa81a2d01db2666066c60535f67adcabab59f7a";

/* -pkeyopt digest:sha256 -in digest */
static const char rsa_pkcs1[] = "3d299c264acb095645395e2a8e18eda42d2b6db7fac2fc2645cd6351592dbb4f"
                                "fa0e93d586e802934622b8592c3f41da90246583ead2a8e50acd8b02e65bd7da"
                                "0c8a549373d3371c88ce2c897c59b0256b486e7f564cd3904da15f6b4af1dfbb"
                                "7fa8c519104d92dd7d444d1ee9c807cc135e26de47f9278b400ccfa54847e75c"
                                "87f5f276ff9af875b83b1a28bf6752d6f85c8806e7b8dd7719295a1938229962"
                                "57cd9ee7ce85327d124a20f92a39276b7b16130545a2faa02293aab97da6adc4"
                                "49605611a8ce5e4a67f2a44d27cbc11b2801dc077209fc1c8821610782e46dc2"
                                "4065cf767f978d7b6b36b701505bc09506c918e672982caa5b92f32f293a3fe0";

/* -pkeyopt digest:sha256 -in digest-of-digest */
static const char rsa_pkcs1_again[] =
    "4ec37a729a5ca8e253aaff5b9b72f384d4f9553a76a8fb7697d23fe9798144d7"
    "fbb1c705b1c8c6e053c917ce01af09964e45d36997695b6c1e68e8d357c4a138"
    "5858a49137181088045f198b9438fc1898814462431022e95cc2814b6a404828"
    "c0f561c702315750fdf00b20b7c3b804a5127dd9cefafca2c33893d4fc96fec6"
    "88dfc6e155060242352205c30b6ca0aac4049536672c1a254b4755e56ea6488d"
    "e13d772f8d87b267fe62628ad2fdfe0d46386ecfa0cf78d7cdf3e32e874c44d4"
    "57845eac68b58880f58a9bddd1f63bd5780d53e2fb5eb70e64164e76d1dc8ea8"
    "ae6f1b35a7991307bd3b6e334608691acc43d51743d04111826d735f1f9595ef";

/* -in digest */
static const char rsa_pkcs1_bare[] =
    "0b3647a3e3cf6f97ebfbfc828401e9bd44e9415650e440ea6207cbc5c084fd3e"
    "75f5c7ab55d6e8be3e20a95e21d7e232e24b994b4f0df16da46ae50d0c30839a"
    "6ecfbfcf3c2e74d3749b598e3c1be6450c2fa6aa7fe21e0c4bea5eb151d71242"
    "e6e710a932733ca0524ae22f4aeb9fa338ba35275aed0ae504fe38f0c701f76f"
    "5d66042229cc2edea38a3c6099880f7c918214f90ca6fe92a3db4c5ecbc1a4e0"
    "d9f35830cf010fe7f45cce0c0a1f701139ea36078e809228d16dc956ef882faf"
    "34efe311848536c2e863bc4e24a434c44781599703528d2ea1383f880359604d"
    "0ddddcc5c2e9b2383267c8eb0168847489a4b18dbc0a8f2a49919382a86e706d";

/*
 * openssl dgst -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:48 -sign
 * key.pem message
 */
static const char rsa_sha384[] = "8b35ebd83c0893aeef81910008be7ee909b5a372edc33a8032f9b491dd86b609"
                                 "5f1e43807cf5f95af46bb21d5c297afbbb25a8034d96d7c0d806f0aa79edab80"
                                 "d8db5ef76591e2b685f8d6b8d93c567a0790425c2626c3d3e9b6cd4f7545082a"
                                 "7ef90763e7e4bc6bd030633f6f2a9401328638debd308366fc11b984e4b1ccd6"
                                 "2cd5a2f102358b66a60304b2c6449b45ca2e187024d17d1454167bd43cdec787"
                                 "b1a35f5b755a2c966fd5b3247cee1368758ee497b6099fb8c23b43664760f253"
                                 "b661c67ceca3fcc6ffc8503d63ac9da0175d34ccb79249b3b896cffd3cb7a293"
                                 "99e2c694d0c56b3991d98ae646ec0670fc1d770ffdc3481e81532afcf2343180";

/*
 * openssl pkeyutl -decrypt -inkey key.pem -pkeyopt rsa_padding_mode:none -in
 * zeros-and-digest
 */
static const char rsa_not_padded[] =
    "2bd3c53859edfcfc9478a887449c20703993813f80ca9cea01bb65e59977bc75"
    "8218dce51162387bb2b2d7ec8437b8e03e419e8c56f1ceb956f86185d6fe92bd"
    "af2da132d68434a108a2b2611757114bb80a806a2f2ce1771ffc5186edf27746"
    "77c871e4d14e054e3369822314b644076d8fddffb692ef0754ccc2116e4fef78"
    "311448ca356646b30bbe3bb8d465fd26d257a69c4c99422a7529d23cf3c1d3e8"
    "87301ded37b6b24bf37df5d5e05edcf8e5a2a47d3e57e110d1f919491cf649ae"
    "73b605694fdb8347116af049795d635467139accea1fc90d76cf243ea91f044b"
    "b5f5320c269e9f54e00f829b8837a61d556b7757444987bbc6194a870ac185a8";

/* -pkeyopt digest:sha256 $pss:32 -in digest-of-"other" */
static const char rsa_other_message[] =
    "124edfeedc20a71d3252a0748676a3325b912fd5d5a0c68c43a97e4bab8cc73f"
    "f1d307e86e9d7f1b6d7703a5af8e9375babec7211191570f31a4341daf06909b"
    "965d7e3172459ddf5a06f8fa4473b56d6afeee36ca61b302dcfc0da9f42cc277"
    "acf91b83e260f9233956051fb4f022689443605530d6b762b11b3efbbeace014"
    "cc4cdda5ee6640f15ecb0cd42b898b9c5121c3794bcc0c9f7b7544e00cb1a84a"
    "9073c7a3ac2c2591a7e2c673aa619df17006db7ed29b7a87d0f73663a546ee98"
    "3bec8e6251847fa8562473f91ac5c09d48728d564915a85ff7749b01072553f1"
    "91125970e5abcdd5377cee4ee2079bbbb136332042fe16f765591a886ed49e30";

#endif
